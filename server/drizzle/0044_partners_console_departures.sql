CREATE TABLE "console_deeds" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "console_deeds_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone NOT NULL,
	"operator_id" text NOT NULL,
	"area" smallint NOT NULL,
	"deed" smallint NOT NULL,
	"kind" text NOT NULL,
	"details" text NOT NULL,
	"ip" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL,
	"handled_at" timestamp (3) with time zone,
	"handled_by" text,
	"outcome" text,
	"note" text NOT NULL,
	"subject_id" text,
	"flow" text,
	CONSTRAINT "console_deeds_dedupe_key_unique" UNIQUE("dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "departure_reports" (
	"id" text PRIMARY KEY NOT NULL,
	"userid" text NOT NULL,
	"reporter_id" text NOT NULL,
	"reported_at" timestamp (3) with time zone NOT NULL,
	"last_day" date NOT NULL,
	"note" text NOT NULL,
	"handled_at" timestamp (3) with time zone,
	"handled_by" text,
	"outcome" text,
	"answer" text NOT NULL,
	"flow" text
);
--> statement-breakpoint
ALTER TABLE "partners" ALTER COLUMN "sponsor" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "partners" ALTER COLUMN "ends_on" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "is_marked_partner" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "close_by" text;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "close_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "ended_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "tried_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "disabled_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "is_enabling" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "trouble" text;--> statement-breakpoint
CREATE INDEX "members_present_name_key_idx" ON "members" USING btree ("name_key","userid") WHERE "members"."status" <> 5 and "members"."userid" not like '%@former-%';--> statement-breakpoint
CREATE INDEX "members_departments_idx" ON "members" USING gin ("department_ids");--> statement-breakpoint
CREATE INDEX "console_deeds_at_idx" ON "console_deeds" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "console_deeds_open_idx" ON "console_deeds" USING btree ("kind","at","id") WHERE "console_deeds"."handled_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "departure_reports_open_idx" ON "departure_reports" USING btree (lower("userid")) WHERE "departure_reports"."handled_at" is null;--> statement-breakpoint
CREATE INDEX "departure_reports_handled_idx" ON "departure_reports" USING btree ("handled_at");