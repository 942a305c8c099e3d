// What Microsoft's own parser of OpenAPI documents says of an app, as JSON: its findings, the
// operations that it can call, and the plugin's manifest that it would make itself.
// Usage: node m365.mjs FOLDER-OF-node_modules FOLDER-OF-THE-APP

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, app] = process.argv.slice(2);
const { ProjectType, SpecParser } = createRequire(join(modules, "x"))("@microsoft/m365-spec-parser");
const file = (name) => join(app, name);

const parser = new SpecParser(file("openapi.json"), {
  projectType: ProjectType.Copilot,
  allowMethods: ["get", "post", "put", "delete", "patch", "head", "options", "trace"],
  allowMissingId: false,
  allowSwagger: false,
  allowAPIKeyAuth: true,
  allowBearerTokenAuth: true,
  allowOauth2: true,
  allowMultipleParameters: true,
  allowConfirmation: true,
  allowResponseSemantics: true,
});
const { errors, warnings } = await parser.validate();
const { APIs } = await parser.list();
const valid = APIs.filter((api) => api.isValid);
// Made beside the app, from the app's own manifest.
await parser.generateForCopilot(
  file("manifest.json"), valid.map((api) => api.api), file("theirs.json"), file("their-plugin.json"));
writeFileSync(1, JSON.stringify({ errors, warnings, refused: APIs.filter((api) => !api.isValid) }));
