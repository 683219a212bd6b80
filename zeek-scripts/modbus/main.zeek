##! The otsift_modbus log: one row for each Modbus exchange, that is a request
##! with its response, with addresses and values as numbers.

@load base/protocols/modbus

module OtsiftModbus;

export {
	redef enum Log::ID += { LOG };

	## Policy hook of the otsift_modbus log.
	global log_policy: Log::PolicyHook;

	type Info: record {
		## Time of the request, or of the response where no request was seen.
		ts: time &log;
		## Unique identifier of the connection.
		uid: string &log;
		## Addresses and ports of the connection.
		id: conn_id &log;
		## What the row is: exchange, request, response or violation.
		kind: string &log;
		## Time of the response.
		response_ts: time &log &optional;
		## MBAP transaction identifier.
		tid: count &log &optional;
		## Unit identifier.
		unit: count &log &optional;
		## Function code, without the exception bit.
		func: count &log &optional;
		## Exception code, where the response is an exception.
		exception: count &log &optional;
		## MBAP length of the request, or of the response where it stands alone.
		length: count &log &optional;
		## MBAP length of the response.
		response_length: count &log &optional;
		## Diagnostics sub-function, MEI type of function 43, or sub-code of
		## function 90.
		subfunction: count &log &optional;
		## First coil or register, counted from 0. The read part of function 23.
		address: count &log &optional;
		## How many coils or registers.
		quantity: count &log &optional;
		## Values read or written; coils are 0 or 1.
		values: vector of count &log &optional;
		## Function 23: first register written, counted from 0.
		write_address: count &log &optional;
		## Function 23: registers written.
		write_values: vector of count &log &optional;
		## Function 22: AND mask.
		and_mask: count &log &optional;
		## Function 22: OR mask.
		or_mask: count &log &optional;
		## Functions 20 and 21: file number of each record.
		file_numbers: vector of count &log &optional;
		## Functions 20 and 21: number of each record.
		record_numbers: vector of count &log &optional;
		## Functions 20 and 21: length of each record, in registers.
		record_lengths: vector of count &log &optional;
		## Functions 8 and 43: start of the request's payload, in hex.
		data: string &log &optional;
		## Functions 8 and 43: start of the response's payload, in hex.
		response_data: string &log &optional;
		## Whether the response echoes something else than was requested.
		mismatch: bool &log &optional;
		## What the analyzer objected to, in its own words.
		reason: string &log &optional;

		## Whether the unit was sent by the client.
		is_request: bool &default=T;
		## Whether the unit has been taken to be paired or written.
		taken: bool &default=F;
	};

	## What is remembered of one connection.
	type State: record {
		## The client's unit whose body is being delivered.
		request: Info &optional;
		## The server's unit whose body is being delivered.
		response: Info &optional;
		## Requests without a response yet, by unit and transaction; at most
		## max_pending of them.
		pending: table[count] of Info &ordered;
		## Requests behind a pending one with the same id; at most max_queue
		## for each.
		queued: table[count] of vector of Info;
		## Transaction of the last function 90 seen in the stream.
		umas_tid: count &default=0;
		## Sub-code of the last function 90 seen in the stream.
		umas_code: count &optional;
		## When old requests were last looked for.
		expired_at: time &default=double_to_time(0.0);
		## How many violations were seen.
		violations: count &default=0;
		## Whether the connection has ended.
		closed: bool &default=F;
	};

	## Event with each row, as it is logged.
	global log_otsift_modbus: event(rec: Info);

	## How long a request may wait before it counts as unanswered. It is
	## looked at when the connection's next unit arrives, and at its end.
	option response_timeout = 10sec;

	## How many requests may wait at once in one connection.
	option max_pending: count = 64;

	## A request whose id is used again within this time is followed by the
	## other one; after it, it is given up.
	option reuse_after = 500msec;

	## How many requests with one id may wait behind each other.
	option max_queue: count = 16;

	## Whether values read and written are logged.
	option log_values = T;

	## How many values are logged at most for one unit.
	option max_values: count = 2000;

	## How many bytes of a diagnostics or MEI payload are logged.
	option max_data: count = 64;

	## How many violations of one connection are logged.
	option max_violations: count = 50;
}

redef record connection += {
	otsift_modbus: State &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_otsift_modbus,
	    $path="otsift_modbus", $policy=log_policy));
	}

## The state of a connection, made at first use.
function state_of(c: connection): State
	{
	if ( ! c?$otsift_modbus )
		{
		local pending: table[count] of Info &ordered;
		local queued: table[count] of vector of Info;
		c$otsift_modbus = State($pending=pending, $queued=queued);
		}

	return c$otsift_modbus;
	}
