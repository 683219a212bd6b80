##! Cuts the TCP stream into TPKT units, and finds the next one where bytes are
##! missing or make no sense.

@load ./main
@load ./bytes
@load ./cotp

module OtsiftS7comm;

# The shortest unit: TPKT header and the shortest COTP header.
const min_unit = 7;

# COTP data with the end mark: what a unit is searched by. It stands four bytes
# behind the unit's beginning.
const data_mark = "\x02\xf0\x80";

# How often a mark may turn out to be none before the bytes are given up.
const max_tries = 8;

event zeek_init()
	{
	# Constant tables, but only their names are constant: this way the ports
	# stay an option.
	local orig_ports = tcp_content_delivery_ports_orig;
	local resp_ports = tcp_content_delivery_ports_resp;
	# Where the handshake is not seen, this tells who the server is.
	local server_ports = likely_server_ports;

	for ( p in ports )
		{
		orig_ports[p] = T;
		resp_ports[p] = T;
		add server_ports[p];
		}
	}

function new_state(c: connection)
	{
	local pending: table[count] of Info &ordered;
	local queued: table[count] of vector of Info;
	# Without the handshake the first bytes may be the middle of a unit.
	c$otsift_s7comm = State($pending=pending, $queued=queued,
	    $orig=Half($synced="S" in c$history), $resp=Half($synced="h" in c$history));
	}

## The length of the unit that begins here, or 0 if none does.
function unit_length(data: string, at: count): count
	{
	local head = u32(data, at);

	if ( head >> 16 != 0x0300 )
		return 0;

	local length = head & 0xffff;
	return length >= min_unit && length <= max_unit ? length : 0;
	}

# Where the next unit begins, or the length of the data if none is found.
function next_unit(data: string, first: count): count
	{
	local from = first;
	local tries = 0;

	while ( tries < max_tries )
		{
		local found = strstr(data[from:|data|], data_mark);

		if ( found == 0 )
			break;

		local mark = from + found - 1;

		if ( mark >= first + 4 && unit_length(data, mark - 4) > 0 )
			return mark - 4;

		from = mark + 1;
		++tries;
		}

	return |data|;
	}

function lose(c: connection, s: State, half: Half, is_orig: bool, data: string)
	{
	if ( half$synced )
		violate(c, s, is_orig, fmt("no TPKT header in 0x%s", bytestring_to_hexstr(data[0:8])));

	half$synced = F;
	half$fragment = "";
	half$plus_open = F;
	}

function skip(c: connection, s: State, is_orig: bool, n: count)
	{
	s$skipped += n;

	if ( s$units > 0 || s$skipped < max_skipped )
		return;

	s$ignored = T;
	local row = new_row(c, "other");
	row$is_orig = is_orig;
	row$reason = fmt("no TPKT unit in %d bytes", s$skipped);
	Log::write(LOG, row);
	}

# Takes the whole units off the data and returns the rest.
function take_units(c: connection, s: State, half: Half, is_orig: bool, data: string): string
	{
	local at = 0;

	while ( at + min_unit <= |data| )
		{
		local length = unit_length(data, at);

		if ( length == 0 )
			{
			lose(c, s, half, is_orig, data[at:|data|]);
			local found = next_unit(data, at + 1);

			# The end may be the beginning of a mark, and what stands before it.
			if ( found == |data| )
				found = |data| - min_unit + 1;

			skip(c, s, is_orig, found - at);
			at = found;
			next;
			}

		if ( at + length > |data| )
			break;

		half$synced = T;
		# Most segments hold just one unit.
		local whole = at == 0 && length == |data|;
		cotp_unit(c, s, half, is_orig, whole ? data : data[at:at + length]);
		at += length;

		if ( s$ignored )
			return "";
		}

	if ( at == |data| )
		return "";

	return at == 0 ? data : data[at:|data|];
	}

event tcp_contents(c: connection, is_orig: bool, seq: count, contents: string)
	{
	if ( ! c?$otsift_s7comm )
		{
		# Another script may have asked for more ports.
		if ( c$id$resp_p !in ports )
			return;

		new_state(c);
		}

	local s = c$otsift_s7comm;

	if ( s$ignored )
		return;

	local half = is_orig ? s$orig : s$resp;
	local data = |half$buffer| > 0 ? half$buffer + contents : contents;
	half$buffer = take_units(c, s, half, is_orig, data);
	}

event content_gap(c: connection, is_orig: bool, seq: count, length: count)
	{
	if ( ! c?$otsift_s7comm )
		return;

	local half = is_orig ? c$otsift_s7comm$orig : c$otsift_s7comm$resp;
	half$buffer = "";
	half$fragment = "";
	half$plus_open = F;
	half$synced = F;
	}
