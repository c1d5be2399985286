"""What a verification found: as a proof, as JSON, as JUnit's XML, as text."""
