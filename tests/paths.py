"""Where things are, for the tests."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
EDITION = ROOT / "samples" / "yamaguchi-pref" / "sangyo-senryaku" / "2019-08"
COMMAND = Path(sys.executable).with_name("shinchoku")
