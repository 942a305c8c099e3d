"""The commands: parse, call, print."""

import signal

# Until a command takes over, Ctrl-C just ends the process: no traceback out of an import.
signal.signal(signal.SIGINT, signal.SIG_DFL)
