DELETE FROM function_risk;
