##! Bytes on a Modbus connection that are not Modbus, as rows.
##!
##! Zeek detaches an analyzer at its first violation, so one frame with a wrong
##! protocol id would hide everything after it. Modbus is therefore kept
##! attached, and each violation becomes a row instead.

@load base/frameworks/analyzer
@load ./main

module OtsiftModbus;

redef DPD::ignore_violations += { Analyzer::ANALYZER_MODBUS };

function write_violation(c: connection, reason: string)
	{
	Log::write(LOG, Info($ts=network_time(), $uid=c$uid, $id=c$id,
	    $kind="violation", $reason=reason));
	}

event analyzer_violation_info(tag: AllAnalyzers::Tag, info: AnalyzerViolationInfo)
	{
	if ( tag != Analyzer::ANALYZER_MODBUS || ! info?$c )
		return;

	local s = state_of(info$c);
	++s$violations;

	if ( s$violations <= max_violations )
		write_violation(info$c, info$reason);
	}

event connection_state_remove(c: connection)
	{
	if ( c?$otsift_modbus && c$otsift_modbus$violations > max_violations )
		write_violation(c, fmt("%d more violations not logged",
		    c$otsift_modbus$violations - max_violations));
	}
