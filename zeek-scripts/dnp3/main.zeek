##! The otsift_dnp3 log: one row for each DNP3 exchange, with link addresses,
##! application control, object headers and control blocks.

@load base/protocols/dnp3

module OtsiftDNP3;

export {
	redef enum Log::ID += { LOG };

	## Policy hook of the otsift_dnp3 log.
	global log_policy: Log::PolicyHook;

	type Info: record {
		## Time of the request, or of the message where it stands alone.
		ts: time &log;
		## Unique identifier of the connection.
		uid: string &log;
		## Addresses and ports of the connection.
		id: conn_id &log;
		## What the row is: exchange, request, response, oneway, fragment,
		## unsolicited or violation.
		kind: string &log;
		## Time of the response.
		response_ts: time &log &optional;
		## Data link source address of the message.
		link_src: count &log &optional;
		## Data link destination address of the message.
		link_dst: count &log &optional;
		## Data link control byte of the message.
		link_ctrl: count &log &optional;
		## Data link length of the message's first frame.
		link_length: count &log &optional;
		## Whether the connection's originator sent the message.
		is_orig: bool &log &optional;
		## Application sequence number.
		seq: count &log &optional;
		## Application control: first fragment.
		fir: bool &log &optional;
		## Application control: last fragment.
		fin: bool &log &optional;
		## Application control: a confirmation is wanted.
		con: bool &log &optional;
		## Application control: unsolicited.
		uns: bool &log &optional;
		## Application control of the response: first fragment.
		response_fir: bool &log &optional;
		## Application control of the response: last fragment.
		response_fin: bool &log &optional;
		## Application control of the response: a confirmation is wanted.
		response_con: bool &log &optional;
		## Application control of the response: unsolicited.
		response_uns: bool &log &optional;
		## Function code of the request.
		fc: count &log &optional;
		## Function code of the response.
		response_fc: count &log &optional;
		## Internal indications of the response: IIN1 * 256 + IIN2.
		iin: count &log &optional;
		## How many object headers the message has, logged or not.
		objects: count &log &optional;
		## Group of each object header.
		groups: vector of count &log &optional;
		## Variation of each object header.
		variations: vector of count &log &optional;
		## Qualifier of each object header.
		qualifiers: vector of count &log &optional;
		## Start index of each object header; 0 where it has no range.
		range_low: vector of count &log &optional;
		## Stop index of each object header; 0 where it has no range.
		range_high: vector of count &log &optional;
		## Number of objects under each header; 0 where it says all.
		object_counts: vector of count &log &optional;
		## How many object headers the response has, logged or not.
		response_objects: count &log &optional;
		## Group of each object header of the response.
		response_groups: vector of count &log &optional;
		## Variation of each object header of the response.
		response_variations: vector of count &log &optional;
		## Qualifier of each object header of the response.
		response_qualifiers: vector of count &log &optional;
		## Start index of each object header of the response.
		response_range_low: vector of count &log &optional;
		## Stop index of each object header of the response.
		response_range_high: vector of count &log &optional;
		## Number of objects under each header of the response.
		response_object_counts: vector of count &log &optional;
		## What each control block is: crob or pcb.
		control_kinds: vector of string &log &optional;
		## Point of each control block.
		control_indexes: vector of count &log &optional;
		## Control code byte of each control block.
		control_codes: vector of count &log &optional;
		## How often each control block is to be carried out.
		control_counts: vector of count &log &optional;
		## On time of each control block, in milliseconds.
		control_on: vector of count &log &optional;
		## Off time of each control block, in milliseconds.
		control_off: vector of count &log &optional;
		## Status of each control block, as the outstation answered.
		control_status: vector of count &log &optional;
		## File handles of file transport objects.
		file_handles: vector of count &log &optional;
		## Block numbers of file transport objects.
		file_blocks: vector of count &log &optional;
		## What the analyzer objected to, in its own words.
		reason: string &log &optional;

		## Prefix of the object being delivered: a point's index, mostly.
		prefix: count &default=0;
		## Whether the rest of the request cannot be told from object data.
		opaque_rest: bool &default=F;
	};

	## Data link header of a fragment whose application header is to come.
	type Link: record {
		## Source address.
		src: count &default=0;
		## Destination address.
		dst: count &default=0;
		## Control byte.
		ctrl: count &default=0;
		## Length of the first frame.
		length: count &default=0;
	};

	## What is remembered of one connection.
	type State: record {
		## Data link header of the originator's last fragment.
		orig_link: Link &optional;
		## Data link header of the responder's last fragment.
		resp_link: Link &optional;
		## The fragment whose objects are being delivered.
		current: Info &optional;
		## Requests without a response yet, by addresses and sequence; at
		## most max_pending of them.
		pending: table[count] of Info &ordered;
		## Requests behind a pending one with the same id; at most max_queue
		## for each.
		queued: table[count] of vector of Info;
		## When old requests were last looked for.
		expired_at: time &default=double_to_time(0.0);
		## How many violations were seen.
		violations: count &default=0;
		## Whether the connection has ended.
		closed: bool &default=F;
	};

	## Event with each row, as it is logged.
	global log_otsift_dnp3: event(rec: Info);

	## How long a request may wait before it counts as unanswered. It is
	## looked at when the connection's next fragment arrives, and at its end.
	option response_timeout = 10sec;

	## How many requests may wait at once in one connection.
	option max_pending: count = 64;

	## A request whose id is used again within this time is followed by the
	## other one; after it, it is given up.
	option reuse_after = 500msec;

	## How many requests with one id may wait behind each other.
	option max_queue: count = 16;

	## How many object headers of one fragment are logged.
	option max_objects: count = 64;

	## How many control blocks of one fragment are logged.
	option max_controls: count = 64;

	## Whether control blocks and file transports are logged.
	option log_values = T;

	## How many violations of one connection are logged.
	option max_violations: count = 50;
}

redef record connection += {
	otsift_dnp3: State &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_otsift_dnp3,
	    $path="otsift_dnp3", $policy=log_policy));
	}

## The state of a connection, made at first use.
function state_of(c: connection): State
	{
	if ( ! c?$otsift_dnp3 )
		{
		local pending: table[count] of Info &ordered;
		local queued: table[count] of vector of Info;
		c$otsift_dnp3 = State($pending=pending, $queued=queued);
		}

	return c$otsift_dnp3;
	}
