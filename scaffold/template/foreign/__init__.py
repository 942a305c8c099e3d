"""Other people's templates, by Copier: fetched, asked about, rendered, and updated to."""
