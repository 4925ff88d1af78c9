CREATE TABLE "directory_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "directory_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone NOT NULL,
	"source" text NOT NULL,
	"kind" text NOT NULL,
	"userid" text,
	"department_id" integer,
	"details" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "directory_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "directory_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"abandoned_at" timestamp (3) with time zone,
	"department_ids" integer[] NOT NULL,
	"position" integer NOT NULL,
	"members" integer NOT NULL,
	"calls" integer NOT NULL,
	"claims" integer NOT NULL,
	"last_error" text,
	"lease_owner" text,
	"leased_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "wecom_fetches" (
	"name" text PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"leased_until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wecom_refusals" (
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"errcode" integer NOT NULL,
	"configuration" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "wecom_refusals_pkey" PRIMARY KEY("kind","subject")
);
--> statement-breakpoint
ALTER TABLE "callbacks" ADD COLUMN "handled_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "leader_of" integer[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "name_key" text collate "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "pinyin" text collate "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "initials" text collate "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "wecom_secrets" ADD COLUMN "edition" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX "directory_changes_at_idx" ON "directory_changes" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "directory_runs_open_key" ON "directory_runs" USING btree ((true)) WHERE "directory_runs"."finished_at" is null and "directory_runs"."abandoned_at" is null;--> statement-breakpoint
CREATE INDEX "directory_runs_finished_idx" ON "directory_runs" USING btree ("finished_at");--> statement-breakpoint
CREATE INDEX "callbacks_received_idx" ON "callbacks" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "members_name_key_idx" ON "members" USING btree ("name_key","userid") WHERE "members"."status" = 1;--> statement-breakpoint
CREATE INDEX "members_pinyin_idx" ON "members" USING btree ("pinyin","userid") WHERE "members"."status" = 1;--> statement-breakpoint
CREATE INDEX "members_initials_idx" ON "members" USING btree ("initials","userid") WHERE "members"."status" = 1;