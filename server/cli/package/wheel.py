"""Makes a Python wheel that has the program in it: wheel.py PROGRAM OUT.

A wheel is a zip with a list of its files (PEP 427); what lies in its `.data/scripts` is put beside
`python` when it is installed.
"""

import base64
import hashlib
import pathlib
import platform
import re
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
# The same bytes give the same wheel.
MOMENT = (1980, 1, 1, 0, 0, 0)


def tag(program: bytes) -> str:
    """The systems that the program runs on, as installers name them (PEP 425, PEP 600, PEP 656)."""
    machine = platform.machine()
    system = platform.system()
    if system == "Darwin":
        return "macosx_11_0_" + machine
    if system != "Linux" or program[:4] != b"\x7fELF":
        sys.exit(f"wheel.py: no name for wheels of {system} {machine}")
    if b"/lib/ld-musl-" in program[:4096]:
        return f"musllinux_1_2_{machine}"
    if b"/ld-linux" not in program[:4096]:
        # Linked statically: it asks nothing of the system's library.
        return f"manylinux_2_17_{machine}.musllinux_1_1_{machine}"
    # The newest version of the C library that it names is the oldest that it runs with.
    named = re.findall(rb"GLIBC_2\.(\d+)\b", program)
    return f"manylinux_2_{max(17, *map(int, named))}_{machine}"


def main(program: str, out: str) -> None:
    text = pathlib.Path(program).read_bytes()
    said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    manual = subprocess.run([program, "--manual"], check=True, capture_output=True)
    version = said.stdout.split()[1]
    tags = tag(text)
    info = f"pgwright-{version}.dist-info"
    data = f"pgwright-{version}.data"
    metadata = (
        "Metadata-Version: 2.4\n"
        "Name: pgwright\n"
        f"Version: {version}\n"
        "Summary: Go repositories on pgxkit v2 from SQL migrations: language server and command\n"
        "License-Expression: MIT\n"
        "License-File: LICENSE\n"
        "Description-Content-Type: text/markdown\n\n"
    ).encode() + (HERE / "README.md").read_bytes()
    wheel = "Wheel-Version: 1.0\nGenerator: pgwright\nRoot-Is-Purelib: false\n"
    wheel += "".join(f"Tag: py3-none-{one}\n" for one in tags.split("."))
    files = {
        f"{data}/scripts/pgwright": text,
        f"{data}/data/share/man/man1/pgwright.1": manual.stdout,
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": wheel.encode(),
        f"{info}/licenses/LICENSE": (ROOT / "LICENSE").read_bytes(),
    }
    record = ""
    path = pathlib.Path(out) / f"pgwright-{version}-py3-none-{tags}.whl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            record += f"{name},sha256={digest.decode()},{len(content)}\n"
            write(archive, name, content)
        write(archive, f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode())
    print(path)


def write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (0o100755 if "/scripts/" in name else 0o100644) << 16
    archive.writestr(entry, content)


if __name__ == "__main__":
    main(*sys.argv[1:])
