"""What is slow by design is measured here: ratios within one run, since machines differ."""
