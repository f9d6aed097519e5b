"""What an evaluation says: lines, tables, pictures, a document."""
