INSERT INTO activity (
  series, minute, exchanges, requests, responses, exceptions, first_us, last_us
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (series, minute) DO UPDATE SET
  exchanges = exchanges + excluded.exchanges,
  requests = requests + excluded.requests,
  responses = responses + excluded.responses,
  exceptions = exceptions + excluded.exceptions,
  first_us = min(first_us, excluded.first_us),
  last_us = max(last_us, excluded.last_us)
