"""Banks in the database: publishing versions, their images, the rules of a quiz as JSON."""
