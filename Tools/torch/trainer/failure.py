"""How this program says no."""

import importlib.util
import sys

PACKAGES = {"torch": "torch", "numpy": "numpy", "yaml": "pyyaml", "safetensors": "safetensors", "xxhash": "xxhash"}
ALL = PACKAGES | {"rapidfuzz": "rapidfuzz"}


class Failure(Exception):
    """What a user can do something about: printed as one line, exit status 1."""


def check_environment(modules=tuple(PACKAGES)):
    """Names everything that is missing at once, before anything else is loaded."""
    missing = [ALL[module] for module in modules if importlib.util.find_spec(module) is None]
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(f"error: Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    if missing:
        sys.exit(f"error: Python packages are missing: {' '.join(missing)}; pip install {' '.join(missing)}")


def run(main):
    """Calls `main`; failures become one line on standard error."""
    try:
        main()
    except Failure as failure:
        sys.exit(f"error: {failure}")
    except OSError as error:
        if error.filename is None:
            raise
        sys.exit(f"error: {error.filename}: {error.strerror}")
    except KeyboardInterrupt:
        sys.exit(130)
