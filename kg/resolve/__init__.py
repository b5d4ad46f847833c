"""From mention clusters to entities: identity, judgements, merge candidates."""
