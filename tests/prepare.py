"""Before the tests: what the window needs of the system. As root on Debian it is installed, else named in a sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from assoc_engine.machine import missing_system_packages


def main() -> int:
    missing = missing_system_packages()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], env=environment, check=False)
        missing = missing_system_packages()
    if missing:
        sys.stderr.write(
            f"The window's tests need these system packages: {' '.join(missing)}. "
            f"Install them as root (apt-get install {' '.join(missing)}) and run this again.\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
