-- All but what was imported for a pair as a whole, of any function: that comes out of no intervals.
DELETE FROM baseline_poll WHERE baseline = :baseline AND function_code >= 0
