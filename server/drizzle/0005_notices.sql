CREATE TABLE "calendar_days" (
	"day" text PRIMARY KEY NOT NULL,
	"is_working" boolean NOT NULL,
	"note" text NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "message_texts" (
	"name" text NOT NULL,
	"language" text NOT NULL,
	"title" text NOT NULL,
	"subtitle" text NOT NULL,
	"version" integer NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "message_texts_pkey" PRIMARY KEY("name","language")
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"task_id" text PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"object_id" text NOT NULL,
	"userid" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"state" text NOT NULL,
	"planned_at" timestamp (3) with time zone NOT NULL,
	"admitted_at" timestamp (3) with time zone,
	"digest_id" text,
	CONSTRAINT "notices_dedupe_key" UNIQUE("dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "workbench_tiles" (
	"userid" text PRIMARY KEY NOT NULL,
	"wanted" integer NOT NULL,
	"told" integer NOT NULL,
	"shown" integer,
	"told_at" timestamp (3) with time zone
);
--> statement-breakpoint
DROP INDEX "cards_person_key";--> statement-breakpoint
ALTER TABLE "cards" ADD COLUMN "round" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX "notices_person_idx" ON "notices" USING btree (lower("userid"),"admitted_at");--> statement-breakpoint
CREATE INDEX "notices_digest_idx" ON "notices" USING btree (lower("userid")) WHERE "notices"."state" = 'digest' and "notices"."digest_id" is null;--> statement-breakpoint
CREATE INDEX "workbench_tiles_due_idx" ON "workbench_tiles" USING btree ("userid") WHERE "workbench_tiles"."wanted" > "workbench_tiles"."told";--> statement-breakpoint
CREATE UNIQUE INDEX "cards_person_key" ON "cards" USING btree ("request_id","userid","purpose","round");