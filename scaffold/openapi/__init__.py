"""What an OpenAPI document is made of, and what one describes."""
