##! Items of read and write: where they are, and their values.

@load ./main
@load ./bytes

module OtsiftS7comm;

## The addresses in the parameters of a read or write job.
function read_items(row: Info, param: string)
	{
	row$items = u8(param, 1);
	row$item_syntaxes = vector();
	row$item_areas = vector();
	row$item_dbs = vector();
	row$item_addresses = vector();
	row$item_types = vector();
	row$item_counts = vector();
	local at = 2;
	local n = 0;

	while ( n < row$items && n < max_items && at + 3 <= |param| )
		{
		# Specification 0x12, length, syntax, transport type, count, DB.
		local head = bytestring_to_count(param[at:at + 8]);
		local usual = head >> 40 == 0x120a10 && at + 12 <= |param|;
		local length = u8(param, at + 1);
		row$item_syntaxes += u8(param, at + 2);
		# Area, and three bytes of address.
		local place = usual ? u32(param, at + 8) : 0;
		row$item_types += usual ? ( head >> 32 ) & 0xff : 0;
		row$item_counts += usual ? ( head >> 16 ) & 0xffff : 0;
		row$item_dbs += usual ? head & 0xffff : 0;
		row$item_areas += place >> 24;
		row$item_addresses += place & 0xffffff;
		# The next item begins at an even distance.
		at += 2 + length + length % 2;
		++n;
		}
	}

## Transport sizes whose length counts bits.
const in_bits: set[count] = { 3, 4, 5 };

## The values in the data of a write job or a read response.
function read_values(row: Info, data: string, count_of_items: count)
	{
	local values: vector of string;
	local status: vector of count;
	local at = 0;
	local n = 0;

	while ( n < count_of_items && n < max_items && at + 4 <= |data| )
		{
		# Return code, transport size, length.
		local head = u32(data, at);
		local length = head & 0xffff;

		# An item that failed has a length all the same, but no bytes.
		if ( head >> 24 != 0xff && head >> 24 != 0 )
			length = 0;
		else if ( ( head >> 16 ) & 0xff in in_bits )
			length = ( length + 7 ) / 8;

		local logged = length < max_value_bytes ? length : max_value_bytes;
		values += bytestring_to_hexstr(data[at + 4:at + 4 + logged]);
		status += head >> 24;
		# The next item begins at an even distance.
		at += 4 + length + length % 2;
		++n;
		}

	if ( log_values )
		row$values = values;

	row$item_status = status;
	}

## The return codes in the data of a write response.
function read_status(row: Info, data: string, count_of_items: count)
	{
	local status: vector of count;
	local n = 0;

	while ( n < count_of_items && n < max_items && n < |data| )
		{
		status += u8(data, n);
		++n;
		}

	row$item_status = status;
	}
