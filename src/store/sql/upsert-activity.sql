INSERT INTO activity (series, minute, exchanges, requests, responses, exceptions)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (series, minute) DO UPDATE SET
  exchanges = exchanges + excluded.exchanges,
  requests = requests + excluded.requests,
  responses = responses + excluded.responses,
  exceptions = exceptions + excluded.exceptions
