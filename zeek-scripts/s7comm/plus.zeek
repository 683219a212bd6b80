##! S7comm-plus, which newer PLCs speak: version, opcode and function are in the
##! clear where it is not inside TLS.

@load ./main
@load ./bytes

module OtsiftS7comm;

const plus_opcodes: set[count] = { 0x31, 0x32, 0x33 };

# Header: 72, version, length. Then, from version 3, a digest with its length
# before it; then opcode, two reserved bytes, function, two reserved bytes,
# sequence. A trailer like the header closes the last part of a unit.
function plus_unit(c: connection, s: State, half: Half, is_orig: bool, unit: string)
	{
	if ( |unit| < 4 )
		{
		violate(c, s, is_orig, fmt("S7comm-plus header of %d bytes", |unit|));
		return;
		}

	++s$units;
	add c$service["s7comm-plus"];
	local head = u32(unit, 0);
	local version = ( head >> 16 ) & 0xff;
	local continued = half$plus_open;
	local row = new_row(c, "plus");
	row$is_orig = is_orig;
	row$plus_version = version;

	# Keep-alives and system events have no opcode.
	if ( version < 0xfe )
		half$plus_open = |unit| <= 4 + ( head & 0xffff );

	if ( version < 0xfe && ! continued )
		{
		local at = version >= 3 ? 5 + u8(unit, 4) : 4;
		local opcode = u8(unit, at);

		if ( opcode in plus_opcodes )
			{
			row$plus_opcode = opcode;

			if ( opcode != 0x33 )
				{
				row$plus_function = u16(unit, at + 3);
				row$plus_sequence = u16(unit, at + 7);
				}
			}
		}

	Log::write(LOG, row);
	}
