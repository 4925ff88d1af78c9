CREATE TABLE "policy_unreached_history" (
	"userid" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "policy_unreached_history_pkey" PRIMARY KEY("userid","until")
);
--> statement-breakpoint
ALTER TABLE "policy_questions" ADD COLUMN "closed_at" timestamp (3) with time zone;