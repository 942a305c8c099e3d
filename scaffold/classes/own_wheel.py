"""The tool's own wheel, made again from what is installed."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from importlib import metadata
from pathlib import Path

from scaffold import DISTRIBUTION
from scaffold.errors import Failure

# What installers add to the files of a wheel.
_ADDED = {"INSTALLER", "REQUESTED", "RECORD", "direct_url.json", "uv_build.json", "uv_cache.json"}


def write(folder: Path) -> Path:
    """Write the wheel. Raises Failure where the tool runs from a checkout.

    As the specification of wheels has it (packaging.python.org, "Binary distribution format").
    """
    installed = metadata.distribution(DISTRIBUTION)
    origin = json.loads(installed.read_text("direct_url.json") or "{}")
    if origin.get("dir_info", {}).get("editable"):
        raise Failure(
            "This create-ai-plugin is an editable install, of which no wheel can be made.",
            "Install it into an environment without `-e`, and make the kit there.",
        )
    stem = f"{DISTRIBUTION.replace('-', '_')}-{installed.version}"
    wheel = folder / f"{stem}-py3-none-any.whl"
    files = [
        (path.as_posix(), Path(str(path.locate())).read_bytes())
        for path in installed.files or []
        if ".." not in path.parts and path.suffix != ".pyc" and path.name not in _ADDED
    ]
    record = [f"{name},sha256={_digest(content)},{len(content)}" for name, content in files]
    last = f"{stem}.dist-info/RECORD"
    aside = wheel.with_suffix(".part")
    with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*files, (last, "\n".join([*record, f"{last},,", ""]).encode())]:
            # A date of its own, so that the same files make the same wheel.
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.external_attr = _mode(name, installed) << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return aside.replace(wheel)


def _mode(name: str, installed: metadata.Distribution) -> int:
    path = Path(str(installed.locate_file(name)))
    return path.stat().st_mode if path.exists() else 0o100644


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
