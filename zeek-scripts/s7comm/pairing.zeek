##! Brings requests and responses together and writes the rows.

@load ./main

module OtsiftS7comm;

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

function key_of(reference: count, from_orig: bool): count
	{
	return from_orig ? reference : reference + 65536;
	}

function belongs(request: Info, response: Info): bool
	{
	if ( response$rosctr != 7 )
		return request$rosctr != 7 && ( ! response?$func || ! request?$func || response$func == request$func );

	return request$rosctr == 7 && request?$ud_group && response?$ud_group &&
	    request$ud_group == response$ud_group && request$ud_subfunction == response$ud_subfunction;
	}

# Moves what only the response knows into the row of the request.
function merge(request: Info, response: Info)
	{
	request$kind = "exchange";
	request$response_ts = response$ts;

	if ( response?$error_class )
		{
		request$error_class = response$error_class;
		request$error_code = response$error_code;
		}

	if ( response?$return_code )
		request$return_code = response$return_code;

	if ( response?$pdu_length )
		request$pdu_length = response$pdu_length;

	if ( response?$item_status )
		request$item_status = response$item_status;

	if ( response?$values )
		request$values = response$values;

	if ( response?$session_id )
		request$session_id = response$session_id;

	if ( response?$block_length )
		request$block_length = response$block_length;
	}

## Takes a request.
function finish_request(s: State, row: Info)
	{
	if ( row$ts - s$expired_at > 1sec || |s$pending| >= max_pending )
		expire(s, row$ts);

	if ( s$closed )
		{
		write_request(row);
		return;
		}

	park(s, key_of(row$pdu_reference, row$is_orig), row);
	}

## Takes a response.
function finish_response(s: State, row: Info)
	{
	local key = key_of(row$pdu_reference, ! row$is_orig);

	if ( key in s$pending && belongs(s$pending[key], row) )
		{
		local request = unpark(s, key);
		merge(request, row);
		Log::write(LOG, request);
		return;
		}

	row$kind = "response";
	row$response_ts = row$ts;
	Log::write(LOG, row);
	}

# After the other handlers of this event, and before the connection goes.
event connection_state_remove(c: connection) &priority=-5
	{
	if ( ! c?$otsift_s7comm )
		return;

	local s = c$otsift_s7comm;
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

	if ( s?$connect )
		{
		Log::write(LOG, s$connect);
		delete s$connect;
		}

	if ( s$violations > max_violations )
		{
		local last = new_row(c, "violation");
		last$reason = fmt("%d more violations not logged", s$violations - max_violations);
		Log::write(LOG, last);
		}
	}
