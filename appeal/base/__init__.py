"""What both apps share, without knowing either: numbers, days, guards, viewpoints, workbooks."""
