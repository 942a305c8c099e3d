// A real identity provider for the tests: `node provider.mjs PORT AUDIENCE KEY-NAME`.
import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

const [port, audience, kid] = process.argv.slice(2);
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "host",
      client_secret: "secret-of-the-host",
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }] },
  cookies: { keys: ["tests"] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => ({
        scope: "todos",
        audience: { "urn:todos": audience, "urn:other": "another-plugin" }[resource] ?? resource,
        accessTokenFormat: "jwt",
        accessTokenTTL: 60,
      }),
    },
  },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
