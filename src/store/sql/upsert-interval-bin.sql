INSERT INTO interval_bin (series, address, hour, bin, intervals, places, squares)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (series, hour, address, bin) DO UPDATE SET
  intervals = intervals + excluded.intervals,
  places = places + excluded.places,
  squares = squares + excluded.squares
