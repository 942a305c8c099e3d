"""The zip: the same bytes for the same files, and never half of it."""

import io
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from plugin.errors import PluginError


def pack(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # Without a time of its own, and as if from one system wherever it is made.
            entry = ZipInfo(name)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def write(path: Path, content: bytes) -> None:
    """Writes it beside its place first, then there in one step; PluginError where that fails."""
    partial = path.with_name(f".{path.name}.part")
    try:
        try:
            partial.write_bytes(content)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise PluginError(f"{path} cannot be written: {error.strerror}.") from error
