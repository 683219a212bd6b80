##! Object headers of requests and responses.

@load ./main

module OtsiftDNP3;

## Groups whose data Zeek's analyzer takes apart in a request. After any other
## group with data (41, analog outputs, is the common one) it reads the data as
## if it were further headers, so those are left out.
const parsed_in_requests: set[count] = { 12, 50, 51, 52, 70, 80, 120 };

## Functions whose requests name objects without data.
const without_data: set[count] = { 1, 7, 8, 9, 10, 11, 12, 16, 17, 18, 20, 21, 22, 28, 31 };

function has_data(fc: count, group: count, qualifier: count): bool
	{
	return fc !in without_data && qualifier & 0x0f != 6 && group !in parsed_in_requests;
	}

function begin_objects(row: Info)
	{
	row$objects = 0;
	row$groups = vector();
	row$variations = vector();
	row$qualifiers = vector();
	row$range_low = vector();
	row$range_high = vector();
	row$object_counts = vector();
	}

event dnp3_object_header(c: connection, is_orig: bool, obj_type: count, qua_field: count, number: count, rf_low: count, rf_high: count)
	{
	if ( ! c?$otsift_dnp3 || ! c$otsift_dnp3?$current )
		return;

	local row = c$otsift_dnp3$current;

	if ( row$opaque_rest )
		return;

	if ( ! row?$objects )
		begin_objects(row);

	++row$objects;
	local group = obj_type / 256;

	if ( row$objects <= max_objects )
		{
		local has_range = qua_field & 0x0f < 3;
		row$groups += group;
		row$variations += obj_type & 0xff;
		row$qualifiers += qua_field;
		row$range_low += has_range ? rf_low : 0;
		row$range_high += has_range ? rf_high : 0;
		row$object_counts += number;
		}

	if ( row?$fc && has_data(row$fc, group, qua_field) )
		row$opaque_rest = T;
	}
