"""The local host: registers plugins, signs users in, and holds conversations that call them."""
