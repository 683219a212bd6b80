##! The otsift_s7comm log: one row for each S7comm exchange, read from the TCP
##! stream by script, since Zeek has no analyzer for it.

module OtsiftS7comm;

export {
	redef enum Log::ID += { LOG };

	## Policy hook of the otsift_s7comm log.
	global log_policy: Log::PolicyHook;

	type Info: record {
		## Time of the request, or of the unit where it stands alone.
		ts: time &log;
		## Unique identifier of the connection.
		uid: string &log;
		## Addresses and ports of the connection.
		id: conn_id &log;
		## What the row is: exchange, request, response, push, connect,
		## disconnect, plus, other or violation.
		kind: string &log;
		## Time of the response.
		response_ts: time &log &optional;
		## Whether the connection's originator sent the request or the unit.
		is_orig: bool &log &optional;
		## Remote operating service: 1 job, 2 ack, 3 ack data, 7 userdata.
		rosctr: count &log &optional;
		## Reference that a response repeats.
		pdu_reference: count &log &optional;
		## Function of a job.
		func: count &log &optional;
		## Userdata: 4 request, 8 response, 0 push.
		ud_type: count &log &optional;
		## Userdata: function group.
		ud_group: count &log &optional;
		## Userdata: sub-function in the group.
		ud_subfunction: count &log &optional;
		## Error class of the acknowledgement, 0 for none.
		error_class: count &log &optional;
		## Error code of the acknowledgement, 0 for none.
		error_code: count &log &optional;
		## Userdata: return code of the response's data, 255 for good.
		return_code: count &log &optional;
		## Setup communication: length of a unit, as agreed.
		pdu_length: count &log &optional;
		## PLC control and stop: name of the program invocation service.
		pi_service: string &log &optional;
		## PLC control: what the service is asked to do, or with which blocks.
		pi_argument: string &log &optional;
		## How many items a read or write has, logged or not.
		items: count &log &optional;
		## Syntax id of each item; 16 is the usual S7ANY.
		item_syntaxes: vector of count &log &optional;
		## Memory area of each item, 0 where it is not S7ANY.
		item_areas: vector of count &log &optional;
		## Data block of each item, else 0.
		item_dbs: vector of count &log &optional;
		## Address of each item: byte * 8 + bit.
		item_addresses: vector of count &log &optional;
		## Transport type of each item.
		item_types: vector of count &log &optional;
		## Number of elements of each item.
		item_counts: vector of count &log &optional;
		## Bytes written or read, in hex, for each item.
		values: vector of string &log &optional;
		## Return code of each item, 255 for good.
		item_status: vector of count &log &optional;
		## System status list asked for.
		szl_id: count &log &optional;
		## Index in the system status list.
		szl_index: count &log &optional;
		## File name of a block that is transferred or asked about.
		filename: string &log &optional;
		## Block type, as its two characters.
		block_type: string &log &optional;
		## Block number.
		block_number: count &log &optional;
		## File system of the block: A active, P passive, B both.
		block_filesystem: string &log &optional;
		## Length of a transferred block in load memory.
		block_length: count &log &optional;
		## Upload session.
		session_id: count &log &optional;
		## COTP unit: 224 connection request, 208 confirm, 128 disconnect,
		## 112 error.
		cotp_type: count &log &optional;
		## COTP unit that answered a connection request.
		cotp_response: count &log &optional;
		## Transport selector of the caller, in hex.
		calling_tsap: string &log &optional;
		## Transport selector of the called side, in hex.
		called_tsap: string &log &optional;
		## Kind of connection asked for: 1 PG, 2 OP, 3 basic.
		connection_type: count &log &optional;
		## Rack of the module that is called.
		rack: count &log &optional;
		## Slot of the module that is called.
		slot: count &log &optional;
		## S7comm-plus: version of the unit.
		plus_version: count &log &optional;
		## S7comm-plus: 49 request, 50 response, 51 notification.
		plus_opcode: count &log &optional;
		## S7comm-plus: function.
		plus_function: count &log &optional;
		## S7comm-plus: sequence number.
		plus_sequence: count &log &optional;
		## What is wrong with the bytes, or what they are instead.
		reason: string &log &optional;
	};

	## What is remembered of one direction of a connection. Neither string
	## grows beyond max_unit.
	type Half: record {
		## Bytes of a unit that has not arrived whole.
		buffer: string &default="";
		## COTP payload of a unit whose last part has not arrived.
		fragment: string &default="";
		## Whether the next byte is known to begin a unit.
		synced: bool &default=T;
		## Whether an S7comm-plus unit is to be continued.
		plus_open: bool &default=F;
	};

	## What is remembered of one connection.
	type State: record {
		## Direction from the originator.
		orig: Half;
		## Direction from the responder.
		resp: Half;
		## COTP connection request without an answer yet.
		connect: Info &optional;
		## Requests without a response yet, by direction and reference; at
		## most max_pending of them.
		pending: table[count] of Info &ordered;
		## Requests behind a pending one with the same id; at most max_queue
		## for each.
		queued: table[count] of vector of Info;
		## When old requests were last looked for.
		expired_at: time &default=double_to_time(0.0);
		## Whether the connection's service says s7comm.
		labelled: bool &default=F;
		## How many S7comm and S7comm-plus units were seen.
		units: count &default=0;
		## How many units of something else were seen.
		others: count &default=0;
		## How many bytes were passed over in search of a unit.
		skipped: count &default=0;
		## How many violations were seen.
		violations: count &default=0;
		## Whether the connection carries something else.
		ignored: bool &default=F;
		## Whether the connection has ended.
		closed: bool &default=F;
	};

	## Event with each row, as it is logged.
	global log_otsift_s7comm: event(rec: Info);

	## Ports of the servers whose connections are read. Taken when Zeek starts.
	option ports: set[port] = { 102/tcp };

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

	## The longest unit, in bytes. COTP allows 8192 and a header.
	option max_unit: count = 16384;

	## Whether values read and written are logged.
	option log_values = T;

	## How many bytes of one item's value are logged.
	option max_value_bytes: count = 64;

	## How many items of one unit are logged.
	option max_items: count = 64;

	## How many violations of one connection are logged.
	option max_violations: count = 50;

	## After so many units of another protocol, and none of S7comm, a
	## connection is not looked at any more.
	option max_others: count = 8;

	## After so many bytes without a unit a connection is not looked at any
	## more.
	option max_skipped: count = 65536;
}

redef record connection += {
	otsift_s7comm: State &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_otsift_s7comm,
	    $path="otsift_s7comm", $policy=log_policy));
	}

## A row of a connection, with its first columns filled.
function new_row(c: connection, kind: string): Info
	{
	return Info($ts=network_time(), $uid=c$uid, $id=c$id, $kind=kind);
	}

## Writes a row about bytes that cannot be read.
function violate(c: connection, s: State, is_orig: bool, reason: string)
	{
	++s$violations;

	if ( s$violations > max_violations )
		return;

	local row = new_row(c, "violation");
	row$is_orig = is_orig;
	row$reason = reason;
	Log::write(LOG, row);
	}
