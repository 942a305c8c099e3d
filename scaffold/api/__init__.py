"""An API that exists becomes a plugin: its document is read, chosen from, and made files of."""

# What can be made of one, with what each is: here, so that help need not wait for more.
WAYS = {
    "gateway": "a server of your own that calls the API",
    "static": "files to add to the API's own server",
}
