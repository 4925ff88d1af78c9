CREATE TABLE "policy_openings" (
	"userid" text NOT NULL,
	"version_id" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "policy_openings_pkey" PRIMARY KEY("userid","version_id")
);
