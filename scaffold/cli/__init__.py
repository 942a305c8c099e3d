"""The commands: parse, call, print."""

import gc
import signal

# Ctrl-C just ends the process, as other signals do: no traceback out of an import. A prompt gets
# it as a key, and what has something to clean up looks after it itself.
signal.signal(signal.SIGINT, signal.SIG_DFL)

# Imports make many objects and no garbage; looking for some all the while takes a tenth of the time
# until the first prompt.
gc.set_threshold(100_000)
