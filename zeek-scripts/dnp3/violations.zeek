##! Bytes on a DNP3 connection that are not DNP3, as rows.
##!
##! Unlike Modbus, DNP3 cannot be kept attached after one: the analyzer stops
##! by itself at bytes without the start octets or with a wrong checksum.

@load base/frameworks/analyzer
@load ./main

module OtsiftDNP3;

function write_violation(c: connection, reason: string)
	{
	Log::write(LOG, Info($ts=network_time(), $uid=c$uid, $id=c$id,
	    $kind="violation", $reason=reason));
	}

event analyzer_violation_info(tag: AllAnalyzers::Tag, info: AnalyzerViolationInfo)
	{
	if ( ! info?$c || ( tag != Analyzer::ANALYZER_DNP3_TCP && tag != Analyzer::ANALYZER_DNP3_UDP ) )
		return;

	local s = state_of(info$c);
	++s$violations;

	if ( s$violations <= max_violations )
		write_violation(info$c, info$reason);
	}

event connection_state_remove(c: connection)
	{
	if ( c?$otsift_dnp3 && c$otsift_dnp3$violations > max_violations )
		write_violation(c, fmt("%d more violations not logged",
		    c$otsift_dnp3$violations - max_violations));
	}
