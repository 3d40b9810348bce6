"""What the pages and the admin of both apps begin with."""
