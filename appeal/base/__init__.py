"""What both apps stand on and knows neither: numbers, days, guards, viewpoints, workbooks."""
