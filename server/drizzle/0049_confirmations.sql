CREATE TABLE "confirmation_campaigns" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"audience" jsonb NOT NULL,
	"fields" text[] NOT NULL,
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"idempotency_key" text NOT NULL,
	"started_at" timestamp (3) with time zone,
	"asked_on" date,
	"asked_after" text DEFAULT '' NOT NULL,
	"overdue_told_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text,
	CONSTRAINT "confirmation_campaigns_idempotency_key" UNIQUE("idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "confirmation_counters" (
	"campaign_id" text NOT NULL,
	"department_id" integer NOT NULL,
	"state" text NOT NULL,
	"own" integer NOT NULL,
	"total" integer NOT NULL,
	CONSTRAINT "confirmation_counters_pkey" PRIMARY KEY("campaign_id","department_id","state")
);
--> statement-breakpoint
CREATE TABLE "confirmation_recounts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "confirmation_recounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"campaign_id" text,
	"department_id" integer,
	"after_department_id" integer
);
--> statement-breakpoint
CREATE TABLE "confirmations" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "confirmations_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" text NOT NULL,
	"campaign_id" text NOT NULL,
	"userid" text NOT NULL,
	"answer" text NOT NULL,
	"method" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"department_id" integer,
	"hash" text NOT NULL,
	"field_hashes" jsonb NOT NULL,
	"wrong_fields" text[] NOT NULL,
	CONSTRAINT "confirmations_id_key" UNIQUE("id")
);
--> statement-breakpoint
CREATE INDEX "confirmation_campaigns_created_idx" ON "confirmation_campaigns" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "confirmation_campaigns_open_idx" ON "confirmation_campaigns" USING btree ("starts_on") WHERE "confirmation_campaigns"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "confirmation_counters_own_idx" ON "confirmation_counters" USING btree ("campaign_id","state","department_id") WHERE "confirmation_counters"."own" > 0;--> statement-breakpoint
CREATE INDEX "confirmations_person_idx" ON "confirmations" USING btree ("campaign_id","userid","seq");--> statement-breakpoint
-- What people confirmed is evidence, and stays as it was.
CREATE TRIGGER confirmations_append_only BEFORE UPDATE OR DELETE ON confirmations FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER confirmations_no_truncate BEFORE TRUNCATE ON confirmations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
