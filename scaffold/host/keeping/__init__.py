"""Conversations that outlive the host: kept, replayed, made tests of; and credentials, if asked."""
