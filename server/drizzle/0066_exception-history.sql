CREATE TABLE "policy_exception_history" (
	"policy_id" text NOT NULL,
	"userid" text NOT NULL,
	"due_at" timestamp (3) with time zone,
	"due_version_no" integer,
	"reaffirm_since" timestamp (3) with time zone,
	"asked_from" timestamp (3) with time zone,
	"at" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "policy_exception_history_pkey" PRIMARY KEY("policy_id","userid","until")
);
