##! Control blocks (group 12) and file transport (group 70 variation 5).

@load ./main

module OtsiftDNP3;

event dnp3_object_prefix(c: connection, is_orig: bool, prefix_value: count)
	{
	if ( c?$otsift_dnp3 && c$otsift_dnp3?$current )
		c$otsift_dnp3$current$prefix = prefix_value;
	}

function add_control(c: connection, block: string, code: count, times: count, on: count, off: count, status: count)
	{
	if ( ! log_values || ! c?$otsift_dnp3 || ! c$otsift_dnp3?$current )
		return;

	local row = c$otsift_dnp3$current;

	if ( ! row?$control_kinds )
		{
		row$control_kinds = vector();
		row$control_indexes = vector();
		row$control_codes = vector();
		row$control_counts = vector();
		row$control_on = vector();
		row$control_off = vector();
		row$control_status = vector();
		}

	if ( |row$control_kinds| >= max_controls )
		return;

	row$control_kinds += block;
	row$control_indexes += row$prefix;
	row$control_codes += code;
	row$control_counts += times;
	row$control_on += on;
	row$control_off += off;
	row$control_status += status;
	}

event dnp3_crob(c: connection, is_orig: bool, control_code: count, count8: count, on_time: count, off_time: count, status_code: count)
	{
	add_control(c, "crob", control_code, count8, on_time, off_time, status_code);
	}

event dnp3_pcb(c: connection, is_orig: bool, control_code: count, count8: count, on_time: count, off_time: count, status_code: count)
	{
	add_control(c, "pcb", control_code, count8, on_time, off_time, status_code);
	}

event dnp3_file_transport(c: connection, is_orig: bool, file_handle: count, block_num: count, file_data: string)
	{
	if ( ! log_values || ! c?$otsift_dnp3 || ! c$otsift_dnp3?$current )
		return;

	local row = c$otsift_dnp3$current;

	if ( ! row?$file_handles )
		{
		row$file_handles = vector();
		row$file_blocks = vector();
		}

	if ( |row$file_handles| >= max_controls )
		return;

	row$file_handles += file_handle;
	row$file_blocks += block_num;
	}
