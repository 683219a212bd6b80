##! Brings requests and responses together and writes the rows.

@load ./main

module OtsiftModbus;

function write_request(row: Info)
	{
	row$kind = "request";
	Log::write(LOG, row);
	}

# Takes the request with this id out, and moves up the one behind it.
function unpark(s: State, key: count): Info
	{
	local row = s$pending[key];
	delete s$pending[key];

	if ( |s$queued| == 0 || key !in s$queued )
		return row;

	local queue = s$queued[key];
	s$pending[key] = queue[0];

	if ( |queue| == 1 )
		delete s$queued[key];
	else
		s$queued[key] = queue[1:|queue|];

	return row;
	}

# Keeps a request until its response comes.
function park(s: State, key: count, row: Info)
	{
	if ( key in s$pending && row$ts - s$pending[key]$ts < reuse_after )
		{
		local queue: vector of Info = key in s$queued ? s$queued[key] : vector();

		if ( |queue| < max_queue )
			{
			queue += row;
			s$queued[key] = queue;
			return;
			}
		}

	while ( key in s$pending )
		write_request(unpark(s, key));

	s$pending[key] = row;
	}

# Writes the requests that have waited too long. Pending requests are in the
# order of their time, so the first one that is young enough ends the search.
function expire(s: State, now: time)
	{
	s$expired_at = now;

	while ( |s$pending| > 0 )
		{
		local oldest = 0;

		for ( key in s$pending )
			{
			oldest = key;
			break;
			}

		local row = s$pending[oldest];

		if ( now - row$ts < response_timeout && |s$pending| < max_pending )
			return;

		write_request(unpark(s, oldest));
		}
	}

function key_of(row: Info): count
	{
	return row$unit * 65536 + row$tid;
	}

# The response repeats what it did; a device that repeats something else did
# something else, or somebody in between changed it.
function differs(request: Info, response: Info): bool
	{
	if ( request?$address && response?$address && request$address != response$address )
		return T;

	if ( request?$quantity && response?$quantity && request$quantity != response$quantity )
		return T;

	if ( request?$and_mask && response?$and_mask &&
	     ( request$and_mask != response$and_mask || request$or_mask != response$or_mask ) )
		return T;

	if ( request?$data && response?$response_data && request$data != response$response_data )
		return T;

	if ( request?$values && response?$values && request$values[0] != response$values[0] )
		return T;

	return F;
	}

const echoing: set[count] = { 5, 6, 15, 16, 22 };

# Moves what only the response knows into the row of the request.
function merge(request: Info, response: Info)
	{
	request$kind = "exchange";
	request$response_ts = response$ts;
	request$response_length = response$length;

	if ( response?$exception )
		{
		request$exception = response$exception;
		return;
		}

	if ( response?$response_data )
		request$response_data = response$response_data;

	if ( ! request?$quantity && response?$quantity )
		request$quantity = response$quantity;

	if ( request$func in echoing || ( request$func == 8 && request?$subfunction && request$subfunction == 0 ) )
		request$mismatch = differs(request, response);
	else if ( response?$values )
		{
		request$values = response$values;

		# A coil response is whole bytes: cut the padding off.
		if ( request$func < 3 && request?$quantity && |request$values| > request$quantity )
			request$values = request$values[0:request$quantity];
		}

	if ( ! request?$subfunction && response?$subfunction )
		request$subfunction = response$subfunction;
	}

function finish_request(s: State, row: Info)
	{
	park(s, key_of(row), row);
	}

function finish_response(s: State, row: Info)
	{
	local key = key_of(row);

	if ( key in s$pending && s$pending[key]$func == row$func )
		{
		local request = unpark(s, key);
		merge(request, row);
		Log::write(LOG, request);
		return;
		}

	row$kind = "response";
	row$response_ts = row$ts;
	row$response_length = row$length;
	Log::write(LOG, row);
	}

## Takes a complete unit.
function finish(s: State, row: Info)
	{
	if ( row$ts - s$expired_at > 1sec || |s$pending| >= max_pending )
		expire(s, row$ts);

	if ( ! row$is_request )
		finish_response(s, row);
	else if ( s$closed )
		write_request(row);
	else
		finish_request(s, row);
	}

# After the other handlers of this event, and before the connection goes.
event connection_state_remove(c: connection) &priority=-5
	{
	if ( ! c?$otsift_modbus )
		return;

	local s = c$otsift_modbus;
	s$closed = T;

	for ( key, row in s$pending )
		{
		write_request(row);

		if ( key in s$queued )
			for ( i in s$queued[key] )
				write_request(s$queued[key][i]);
		}

	clear_table(s$pending);
	clear_table(s$queued);
	}
