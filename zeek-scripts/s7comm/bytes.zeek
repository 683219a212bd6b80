##! Numbers out of strings. Past the end of a string there are no bytes, and no
##! bytes are 0; nobody has to ask first.

module OtsiftS7comm;

function u8(s: string, at: count): count
	{
	return bytestring_to_count(s[at]);
	}

function u16(s: string, at: count): count
	{
	return bytestring_to_count(s[at:at + 2]);
	}

function u32(s: string, at: count): count
	{
	return bytestring_to_count(s[at:at + 4]);
	}

## A number written in decimal digits, or 0.
function decimal(s: string): count
	{
	return s == /[0-9]{1,9}/ ? to_count(s) : 0;
	}
