"""The host's pages: plain forms, and one small script that makes them live."""
