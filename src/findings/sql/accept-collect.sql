CREATE TEMP TABLE IF NOT EXISTS accepted (
  minute INTEGER, sensor TEXT, protocol TEXT, client TEXT, server TEXT, unit INTEGER, function_code INTEGER,
  sub_function TEXT, action TEXT, exchanges INTEGER, exceptions INTEGER
);

DELETE FROM temp.accepted;
