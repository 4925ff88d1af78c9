CREATE TABLE "partner_history" (
	"userid" text NOT NULL,
	"is_partner" boolean NOT NULL,
	"since" timestamp (3) with time zone,
	"ends_on" date,
	"until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "partner_history_pkey" PRIMARY KEY("userid","until")
);
