##! Begins a row with each application header and ends it when its objects have
##! been delivered. The analyzer raises the events of one fragment in a row:
##! link header, application header, objects. An event raised from the second
##! comes after all of them.

@load ./main
@load ./pairing

module OtsiftDNP3;

global unit_done: event(c: connection, row: Info);

event dnp3_header_block(c: connection, is_orig: bool, len: count, ctrl: count, dest_addr: count, src_addr: count)
	{
	local s = state_of(c);
	local link = Link($src=src_addr, $dst=dest_addr, $ctrl=ctrl, $length=len);

	if ( is_orig )
		s$orig_link = link;
	else
		s$resp_link = link;
	}

function begin(c: connection, is_orig: bool, control: count): Info
	{
	local s = state_of(c);
	local link = Link();

	if ( is_orig && s?$orig_link )
		link = s$orig_link;
	else if ( ! is_orig && s?$resp_link )
		link = s$resp_link;

	local row = Info($ts=network_time(), $uid=c$uid, $id=c$id, $kind="request",
	    $link_src=link$src, $link_dst=link$dst, $link_ctrl=link$ctrl,
	    $link_length=link$length, $is_orig=is_orig, $seq=control & 0x0f,
	    $fir=control & 0x80 != 0, $fin=control & 0x40 != 0,
	    $con=control & 0x20 != 0, $uns=control & 0x10 != 0);
	s$current = row;
	event OtsiftDNP3::unit_done(c, row);
	return row;
	}

event dnp3_application_request_header(c: connection, is_orig: bool, application: count, fc: count)
	{
	begin(c, is_orig, application)$fc = fc;
	}

event dnp3_application_response_header(c: connection, is_orig: bool, application: count, fc: count, iin: count)
	{
	local row = begin(c, is_orig, application);
	row$response_fc = fc;
	row$iin = iin;
	}

event OtsiftDNP3::unit_done(c: connection, row: Info)
	{
	finish(c$otsift_dnp3, row);
	}
