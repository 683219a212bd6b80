##! Brings requests and responses together and writes the rows.

@load ./main

module OtsiftDNP3;

## Function codes that are never answered: CONFIRM and the NO_ACK ones.
const unanswered_codes: set[count] = { 0, 6, 8, 10, 12, 33 };

## The lowest of the three broadcast addresses.
const first_broadcast = 65533;

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

function key_of(master: count, outstation: count, seq: count): count
	{
	return ( master * 65536 + outstation ) * 16 + seq;
	}

# Moves what only the response knows into the row of the request.
function merge(request: Info, response: Info)
	{
	request$kind = "exchange";
	request$response_ts = response$ts;
	request$response_fc = response$response_fc;
	request$response_fir = response$fir;
	request$response_fin = response$fin;
	request$response_con = response$con;
	request$response_uns = response$uns;
	request$iin = response$iin;

	if ( response?$objects )
		{
		request$response_objects = response$objects;
		request$response_groups = response$groups;
		request$response_variations = response$variations;
		request$response_qualifiers = response$qualifiers;
		request$response_range_low = response$range_low;
		request$response_range_high = response$range_high;
		request$response_object_counts = response$object_counts;
		}

	# The status in a request is always 0: the reply's is the one that counts.
	if ( response?$control_status )
		request$control_status = response$control_status;
	else
		delete request$control_status;

	if ( response?$file_handles && ! request?$file_handles )
		{
		request$file_handles = response$file_handles;
		request$file_blocks = response$file_blocks;
		}
	}

function finish_request(s: State, row: Info)
	{
	if ( row$fc in unanswered_codes || row$link_dst >= first_broadcast )
		{
		row$kind = "oneway";
		Log::write(LOG, row);
		return;
		}

	if ( s$closed )
		{
		write_request(row);
		return;
		}

	park(s, key_of(row$link_src, row$link_dst, row$seq), row);
	}

function finish_response(s: State, row: Info)
	{
	row$response_ts = row$ts;
	local key = key_of(row$link_dst, row$link_src, row$seq);

	if ( row$response_fc == 130 )
		row$kind = "unsolicited";
	else if ( ! row$fir )
		row$kind = "fragment";
	else if ( key in s$pending )
		{
		local request = unpark(s, key);
		merge(request, row);
		Log::write(LOG, request);
		return;
		}
	else
		row$kind = "response";

	Log::write(LOG, row);
	}

## Takes a complete fragment.
function finish(s: State, row: Info)
	{
	if ( row$ts - s$expired_at > 1sec || |s$pending| >= max_pending )
		expire(s, row$ts);

	if ( row?$fc )
		finish_request(s, row);
	else
		finish_response(s, row);
	}

# After the other handlers of this event, and before the connection goes.
event connection_state_remove(c: connection) &priority=-5
	{
	if ( ! c?$otsift_dnp3 )
		return;

	local s = c$otsift_dnp3;
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
