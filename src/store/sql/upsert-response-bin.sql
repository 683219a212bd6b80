INSERT INTO response_bin (series, hour, bin, responses, places, squares)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (series, hour, bin) DO UPDATE SET
  responses = responses + excluded.responses,
  places = places + excluded.places,
  squares = squares + excluded.squares
