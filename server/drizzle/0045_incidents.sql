CREATE TABLE "incident_assignees" (
	"incident_id" text NOT NULL,
	"userid" text NOT NULL,
	"via" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"end_reason" text,
	CONSTRAINT "incident_assignees_pkey" PRIMARY KEY("incident_id","userid","via","since")
);
--> statement-breakpoint
CREATE TABLE "incident_events" (
	"id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"type" text NOT NULL,
	"actor" text NOT NULL,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "incident_messages" (
	"id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"channel" text NOT NULL,
	"author_id" text,
	"text" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"idempotency_key" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "incident_pictures" (
	"id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"message_id" text,
	"bytes" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" text PRIMARY KEY NOT NULL,
	"no" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"severity" text NOT NULL,
	"recipient" text NOT NULL,
	"is_unnamed" boolean NOT NULL,
	"reporter_id" text,
	"receipt_hash" text,
	"idempotency_key" text,
	"body_hash" text NOT NULL,
	"department_path" integer[] NOT NULL,
	"group_id" text,
	"text" text NOT NULL,
	"involved" text[] NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"reminded_at" timestamp (3) with time zone,
	"handler_id" text,
	"is_restricted" boolean NOT NULL,
	"outcome" text,
	"outcome_text" text NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"lost_case_id" text,
	"version" integer NOT NULL,
	CONSTRAINT "incidents_no_key" UNIQUE("no"),
	CONSTRAINT "incidents_receipt_key" UNIQUE("receipt_hash"),
	CONSTRAINT "incidents_unnamed_check" CHECK (case when "incidents"."is_unnamed" then "incidents"."reporter_id" is null and "incidents"."idempotency_key" is null and "incidents"."receipt_hash" is not null
        else "incidents"."reporter_id" is not null and "incidents"."idempotency_key" is not null and "incidents"."receipt_hash" is null end)
);
--> statement-breakpoint
ALTER TABLE "incident_assignees" ADD CONSTRAINT "incident_assignees_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_messages" ADD CONSTRAINT "incident_messages_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_pictures" ADD CONSTRAINT "incident_pictures_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_pictures" ADD CONSTRAINT "incident_pictures_message_id_incident_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."incident_messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incidents" ADD CONSTRAINT "incidents_group_id_chat_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."chat_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "incident_assignees_person_idx" ON "incident_assignees" USING btree ("userid","since","incident_id") WHERE "incident_assignees"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "incident_events_incident_idx" ON "incident_events" USING btree ("incident_id","at","id");--> statement-breakpoint
CREATE INDEX "incident_messages_incident_idx" ON "incident_messages" USING btree ("incident_id","at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "incident_messages_key" ON "incident_messages" USING btree ("incident_id","idempotency_key");--> statement-breakpoint
CREATE INDEX "incident_pictures_incident_idx" ON "incident_pictures" USING btree ("incident_id");--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_idempotency_key" ON "incidents" USING btree ("reporter_id","idempotency_key");--> statement-breakpoint
CREATE INDEX "incidents_reporter_idx" ON "incidents" USING btree (lower("reporter_id"),"at");--> statement-breakpoint
CREATE INDEX "incidents_unnamed_idx" ON "incidents" USING btree ("at") WHERE "incidents"."is_unnamed";--> statement-breakpoint
CREATE INDEX "incidents_open_idx" ON "incidents" USING btree ("due_at","id") WHERE "incidents"."state" <> 'closed';--> statement-breakpoint
CREATE INDEX "incidents_closed_idx" ON "incidents" USING btree ("closed_at","id") WHERE "incidents"."closed_at" is not null;