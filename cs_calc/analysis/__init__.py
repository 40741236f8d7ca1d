"""What a page of the Analyse group says: small tables in, findings, lists and charts out."""
