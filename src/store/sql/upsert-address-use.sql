INSERT INTO address_use (series, hour, address, quantity, exchanges)
VALUES (?, ?, ?, ?, ?)
ON CONFLICT (series, hour, address, quantity) DO UPDATE SET
  exchanges = exchanges + excluded.exchanges
