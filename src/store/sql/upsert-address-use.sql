INSERT INTO address_use (series, day, address, quantity, exchanges)
VALUES (?, ?, ?, ?, ?)
ON CONFLICT (series, day, address, quantity) DO UPDATE SET
  exchanges = exchanges + excluded.exchanges
