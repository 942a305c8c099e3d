"""What OpenAPI 3.0 and 3.1 ask of a document, and where one departs from it."""
